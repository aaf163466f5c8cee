package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		parts := [3]string{}
		for i, part := range strings.Split(lines.Text(), "\t")[:3] {
			raw, _ := base64.StdEncoding.DecodeString(part)
			parts[i] = string(raw)
		}
		headers := http.Header{}
		for _, row := range strings.Split(parts[0], "\n") {
			if name, value, found := strings.Cut(row, ":"); found {
				headers.Set(name, value)
			}
		}
		fmt.Println(signatureIsValid(headers, []byte(parts[2]), parts[1]))
	}
}
