// SPDX-License-Identifier: Apache-2.0

// Package pretrained reads and writes folders of models as Hugging Face's
// transformers does, for the one family that programs know:
// LlamaForCausalLM.
//
//	config.json                   the model's shape, from the specification
//	generation_config.json        how to sample
//	model.safetensors             parameters, f32 or bf16
//	model.safetensors.index.json  which of several files has which tensor
//	tokenizer.json, ...           given by the caller
//
// Export writes a folder that transformers loads without a conversion; its
// model.safetensors is a state file of parameters alone, so anyone with the
// parameters makes the same bytes and the same content id. Import reads the
// parameters of any folder of the family, one file or several, and turns
// binary16 and bfloat16 into the equal numbers of binary32. ModelOf turns a
// config.json into the model part of a specification and refuses whatever that
// cannot say: a model that trains is the model that was meant.
//
// Folders come from anywhere: files are read in bounded memory, and an error
// names the field or the tensor, what was found and what is wanted.
package pretrained
