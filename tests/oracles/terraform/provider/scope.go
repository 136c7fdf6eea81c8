package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// scopeVariable names the folder whose configuration a run judges. With it set, only the types whose names occur in the
// folder's files are served: a type that nothing names changes no verdict, and serving thousands takes most of a run.
const scopeVariable = "ORACLE_SCOPE"

var (
	word    = regexp.MustCompile(`[A-Za-z0-9_-]+`)
	outside = regexp.MustCompile(`source"?\s*[=:]\s*"(\.\./|/)`)
)

// scope is the set of words in a configuration; nil means that everything is in scope.
type scope map[string]bool

// readScope reads the folder in scopeVariable. A configuration with a module outside the folder has everything in scope.
func readScope() (scope, error) {
	dir := os.Getenv(scopeVariable)
	if dir == "" {
		return nil, nil
	}
	words, leaves := scope{}, false
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".terraform":
			return filepath.SkipDir
		case entry.IsDir() || !strings.Contains(entry.Name(), ".tf"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, w := range word.FindAll(text, -1) {
			words[string(w)] = true
		}
		leaves = leaves || outside.Match(text)
		return err
	})
	if leaves {
		words = nil
	}
	return words, err
}

func (s scope) holds(typeName string) bool {
	return s == nil || s[typeName]
}
