// SPDX-License-Identifier: Apache-2.0
// Client plays the API servers, and the network between them and the replicas.
//
//	client load    posts reviews as an API server does, and judges every answer
//	client balance distributes connections over the replicas that are ready
//
// Both read commands from standard input, one on each line, answer each with one line,
// and end with their input.  They use only Go's standard library.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// commandFunc executes a command line that is split at blanks, and returns the answer.
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
