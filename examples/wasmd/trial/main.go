// Which modules does wasmd's upload check take? `go run . FILE...` in this folder prints a line for each. It asks the library that
// wasmd itself asks when code is stored, the one that comes with the Go module wasmvm, so it needs no chain and builds in a minute.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	wasmvm "github.com/CosmWasm/wasmvm/v3"
)

// What wasmd v0.70 offers to contracts: BuiltInCapabilities in its x/wasm/keeper.
var capabilities = []string{
	"iterator", "staking", "stargate", "cosmwasm_1_1", "cosmwasm_1_2", "cosmwasm_1_3", "cosmwasm_1_4", "cosmwasm_2_0",
	"cosmwasm_2_1", "cosmwasm_2_2", "ibc2",
}

const (
	memoryMiB = 32
	cacheMiB  = 100
	gas       = 1 << 60
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(files []string) error {
	dir, err := os.MkdirTemp("", "zkcwasm-trial-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	vm, err := wasmvm.NewVM(dir, capabilities, memoryMiB, false, cacheMiB)
	if err != nil {
		return err
	}
	defer vm.Cleanup()
	for _, file := range files {
		wasm, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		start := time.Now()
		answer := "accepted"
		if _, _, err := vm.StoreCode(wasm, gas); err != nil {
			answer = "refused: " + err.Error()
		}
		fmt.Printf("%-24s %7d bytes %5d ms  %s\n", filepath.Base(file), len(wasm), time.Since(start).Milliseconds(), answer)
	}
	return nil
}
