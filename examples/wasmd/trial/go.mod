module zkcwasm/examples/wasmd/trial

go 1.25

require github.com/CosmWasm/wasmvm/v3 v3.0.7

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/google/btree v1.0.0 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/shamaton/msgpack/v2 v2.2.0 // indirect
	github.com/stretchr/testify v1.8.1 // indirect
	golang.org/x/sys v0.16.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
