require_relative "signature"

STDIN.each_line do |line|
  head, secret, body = line.chomp.split("\t").map { |part| part.unpack1("m") }
  headers = head.force_encoding("UTF-8").split("\n").to_h { |row| row.split(":", 2) }
  puts signature_is_valid(headers, body, secret.force_encoding("UTF-8")) ? "true" : "false"
end
