import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

final class Run {
    public static void main(String[] arguments) throws Exception {
        Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String[] parts = lines.nextLine().split("\t");
            Map<String, String> headers = new HashMap<>();
            for (String row : text(parts[0]).split("\n")) {
                if (row.contains(":")) {
                    headers.put(row.split(":")[0], row.substring(row.indexOf(':') + 1));
                }
            }
            byte[] body = Base64.getDecoder().decode(parts[2]);
            System.out.println(SignatureCheck.signatureIsValid(headers, body, text(parts[1])));
        }
    }

    private static String text(String part) {
        return new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
