// Command porcupine judges our recorded histories by somebody else's checker, so that ours is not
// judged by itself alone. It reads a file of JSON lines, as chaos/engine/README.md describes them,
// and prints a line for each history: its number in the file, and "ok", "illegal" or "unknown".
//
// What a register does is written here a second time, and not taken over from the Java side.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

const perHistory = 10 * time.Second

// line is one line of the file; which members there are depends on its type.
type line struct {
	Type     string  `json:"type"`
	ID       int64   `json:"i"`
	Nanos    int64   `json:"t_ns"`
	Process  int     `json:"proc"`
	Key      string  `json:"k"`
	F        string  `json:"f"`
	Value    string  `json:"v"`
	Level    string  `json:"level"`
	Expected *string `json:"expected"`
	Version  *string `json:"version"`
	Matched  *bool   `json:"matched"`
	Found    *string `json:"found"`
	Cells    []cell  `json:"cells"`
}

type cell struct {
	Version *string `json:"version"`
	Value   *string `json:"v"`
}

// register is a state: "-" is no value, and "=a" the value a. The version is a version, or one of
// the words below.
type register struct{ value, version string }

const (
	absent = "-"
	before = "before" // no change yet
	unseen = "unseen" // a change whose version no answer and no read names
)

// call is an operation of a register with its answer.
type call struct {
	asked    line
	answered line
	isKnown  bool
	to       register
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: porcupine FILE"))
	}
	histories, err := read(os.Args[1])
	if err != nil {
		fail(err)
	}
	for number, history := range histories {
		fmt.Println(number, verdict(history))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func read(file string) ([]map[int64]*call, error) {
	lines, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer lines.Close()
	var histories []map[int64]*call
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var next line
		if err := json.Unmarshal(scanner.Bytes(), &next); err != nil {
			return nil, err
		}
		switch next.Type {
		case "history":
			histories = append(histories, map[int64]*call{})
		case "invoke":
			histories[len(histories)-1][next.ID] = &call{asked: next}
		case "ok":
			one := histories[len(histories)-1][next.ID]
			one.answered, one.isKnown = next, true
		case "fail":
			delete(histories[len(histories)-1], next.ID)
		}
	}
	return histories, scanner.Err()
}

// verdict is that of the worst key.
func verdict(history map[int64]*call) string {
	byKey := map[string][]*call{}
	for _, one := range history {
		if one.asked.F == "read" && (!one.isKnown || one.asked.Level != "strong") {
			continue
		}
		byKey[one.asked.Key] = append(byKey[one.asked.Key], one)
	}
	worst := "ok"
	for _, calls := range byKey {
		switch check(calls) {
		case porcupine.Illegal:
			return "illegal"
		case porcupine.Unknown:
			worst = "unknown"
		}
	}
	return worst
}

func check(calls []*call) porcupine.CheckResult {
	shown := name(calls)
	var operations []porcupine.Operation
	for _, one := range calls {
		end := int64(math.MaxInt64)
		if one.isKnown {
			end = one.answered.Nanos
		}
		operations = append(operations, porcupine.Operation{
			ClientId: one.asked.Process, Input: one, Call: one.asked.Nanos, Return: end})
	}
	model := porcupine.NondeterministicModel{
		Init: func() []interface{} { return []interface{}{register{absent, before}} },
		Step: func(state, input, output interface{}) []interface{} {
			return step(state.(register), input.(*call), shown)
		},
	}
	return porcupine.CheckOperationsTimeout(model.ToModel(), operations, perHistory)
}

// name gives each change the version that it was told, or that reads show with its value.
func name(calls []*call) map[string]bool {
	told := map[string]bool{}
	shown := map[string]bool{}
	ofValue := map[string]string{}
	for _, one := range calls {
		if one.answered.Version != nil {
			told[*one.answered.Version] = true
			shown[*one.answered.Version] = true
		}
	}
	for _, one := range calls {
		for _, cell := range one.answered.Cells {
			if cell.Version != nil {
				shown[*cell.Version] = true
				if !told[*cell.Version] {
					ofValue[valueOf(cell)] = *cell.Version
				}
			}
		}
	}
	for _, one := range calls {
		one.to = register{"=" + one.asked.Value, unseen}
		if one.asked.F == "delete" {
			one.to.value = absent
		}
		if one.answered.Version != nil {
			one.to.version = *one.answered.Version
		} else if version, isShown := ofValue[one.to.value]; isShown {
			one.to.version = version
		}
	}
	return shown
}

func valueOf(cell cell) string {
	if cell.Value == nil {
		return absent
	}
	return "=" + *cell.Value
}

// step returns the states in which the register may be; none if the answer can't have been given.
// An operation without an answer may be left out.
func step(state register, one *call, shown map[string]bool) []interface{} {
	is := func(version string) bool {
		return state.version == version || (state.version == unseen && !shown[version])
	}
	stay, none := []interface{}{state}, []interface{}{}
	switch one.asked.F {
	case "read":
		if sees(state, one.answered.Cells, is) {
			return stay
		}
		return none
	case "write_if":
		holds := state.value == absent
		mayFail := !holds
		if one.asked.Expected != nil {
			holds = is(*one.asked.Expected)
			mayFail = !holds || state.version == unseen
		}
		isMiss := one.answered.Matched != nil
		switch {
		case isMiss && mayFail && (one.answered.Found == nil || is(*one.answered.Found)):
			return stay
		case isMiss:
			return none
		case holds && one.isKnown:
			return []interface{}{one.to}
		case holds:
			return []interface{}{one.to, state}
		case one.isKnown:
			return none
		default:
			return stay
		}
	default:
		if one.isKnown {
			return []interface{}{one.to}
		}
		return []interface{}{one.to, state}
	}
}

func sees(state register, cells []cell, is func(string) bool) bool {
	if len(cells) == 0 {
		return state.value == absent
	}
	only := cells[0]
	return len(cells) == 1 && valueOf(only) == state.value &&
		(only.Version == nil || is(*only.Version))
}
