<?php
require __DIR__ . '/signature.php';
// A warning is a mistake of the snippet too.
set_error_handler(function ($level, $message) {
    throw new ErrorException($message);
});

while (($line = fgets(STDIN)) !== false) {
    [$head, $secret, $body] = array_map('base64_decode', explode("\t", rtrim($line, "\n")));
    $headers = [];
    foreach (array_filter(explode("\n", $head)) as $row) {
        [$name, $value] = explode(':', $row, 2);
        $headers[$name] = $value;
    }
    echo signature_is_valid($headers, $body, $secret) ? "true\n" : "false\n";
}
