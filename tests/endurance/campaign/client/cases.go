// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// reviewCase is a review that is posted repeatedly, with its expected answers.
type reviewCase struct {
	Path string `json:"path"` // "/validate"
	File string `json:"file"`
	// The verdict by policy: "allowed", "denied" or "patched".
	Verdicts map[string]string `json:"verdicts"`

	body  []byte
	uidAt int // position of the uid in body
}

const uidLength = 36

// readCases reads a JSON array from the file; paths of reviews are relative to the file.
func readCases(path string) ([]*reviewCase, error) {
	var cases []*reviewCase
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &cases)
	}
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: no cases", path)
	}
	for _, one := range cases {
		if !filepath.IsAbs(one.File) {
			one.File = filepath.Join(filepath.Dir(path), one.File)
		}
		if err := one.read(); err != nil {
			return nil, fmt.Errorf("%s: %w", one.File, err)
		}
	}
	return cases, nil
}

func (c *reviewCase) read() error {
	var review struct {
		Request struct {
			UID string `json:"uid"`
		} `json:"request"`
	}
	var err error
	if c.body, err = os.ReadFile(c.File); err != nil {
		return err
	}
	if err = json.Unmarshal(c.body, &review); err != nil {
		return err
	}
	c.uidAt = bytes.Index(c.body, []byte(review.Request.UID))
	if len(review.Request.UID) != uidLength || c.uidAt < 0 {
		return fmt.Errorf("the uid %q does not have %d letters", review.Request.UID, uidLength)
	}
	return nil
}

// withUID returns a copy with this uid, so that an answer to another review is noticed.
func (c *reviewCase) withUID(uid string) []byte {
	body := append([]byte(nil), c.body...)
	copy(body[c.uidAt:], uid)
	return body
}

// verdictOf reads an answer.
func verdictOf(answer []byte, uid string) (string, error) {
	var review struct {
		Response *struct {
			UID       string `json:"uid"`
			Allowed   bool   `json:"allowed"`
			Patch     []byte `json:"patch"`
			PatchType string `json:"patchType"`
		} `json:"response"`
	}
	if err := json.Unmarshal(answer, &review); err != nil {
		return "", err
	}
	if review.Response == nil || review.Response.UID != uid {
		return "", fmt.Errorf("no answer to %s: %.200s", uid, answer)
	}
	switch {
	case !review.Response.Allowed:
		return "denied", nil
	case len(review.Response.Patch) == 0:
		return "allowed", nil
	case review.Response.PatchType == "JSONPatch" && json.Valid(review.Response.Patch):
		return "patched", nil
	}
	return "", fmt.Errorf("the patch of %s is none: %.200s", uid, answer)
}
