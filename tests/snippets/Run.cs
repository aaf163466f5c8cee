using System;
using System.Collections.Generic;
using System.Text;

static class Run
{
    static void Main()
    {
        string line;
        while ((line = Console.ReadLine()) != null)
        {
            var parts = line.Split('\t');
            var headers = new Dictionary<string, string>();
            foreach (var row in Text(parts[0]).Split('\n'))
            {
                if (row.Contains(":")) headers[row.Split(':')[0]] = row.Substring(row.IndexOf(':') + 1);
            }
            var body = Convert.FromBase64String(parts[2]);
            Console.WriteLine(SignatureCheck.SignatureIsValid(headers, body, Text(parts[1])) ? "true" : "false");
        }
    }

    static string Text(string part) => Encoding.UTF8.GetString(Convert.FromBase64String(part));
}
