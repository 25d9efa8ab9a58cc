// SPDX-License-Identifier: Apache-2.0
// Client stands for the API servers, and for what lies between them and the replicas.
//
//	client load    posts reviews as an API server does, and judges every answer
//	client balance deals connections out to the replicas that are ready
//
// Both take commands on standard input, one a line, answer each with one line, and end
// with their input.  Nothing but Go's standard library.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// A command line split at blanks; what is returned is the answer.
type commandFunc func(words []string) string

// serveCommands reads until the input ends or a command is "stop".
func serveCommands(run commandFunc) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if words[0] == "stop" {
			return
		}
		fmt.Println(run(words))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "client:", err)
	os.Exit(2)
}

func main() {
	commands := map[string]func(args []string){"load": load, "balance": balance}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: client load|balance [OPTION]...")
		os.Exit(2)
	}
	commands[os.Args[1]](os.Args[2:])
}
