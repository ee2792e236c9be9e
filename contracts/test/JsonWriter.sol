// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

/// @dev Writes a JSON document in order, indented: numbers as decimal strings, everything else as hexadecimal.
abstract contract JsonWriter {
    string internal json;
    string private _indent;
    bool private _first = true;

    /// @dev Opens an object or a list; the name is empty inside lists and at the top.
    function begin(string memory name, string memory bracket) internal {
        key(name);
        json = string.concat(json, bracket);
        _indent = string.concat(_indent, "  ");
        _first = true;
    }

    function end(string memory bracket) internal {
        bytes memory shorter = new bytes(bytes(_indent).length - 2);
        for (uint256 i; i < shorter.length; ++i) {
            shorter[i] = " ";
        }
        _indent = string(shorter);
        json = string.concat(json, "\n", _indent, bracket);
        _first = false;
    }

    function putText(string memory name, string memory value) internal {
        key(name);
        json = string.concat(json, '"', value, '"');
        _first = false;
    }

    function put(string memory name, uint256 value) internal {
        putText(name, vm.toString(value));
    }

    function put(string memory name, address value) internal {
        putText(name, vm.toString(value));
    }

    function put(string memory name, bytes32 value) internal {
        putText(name, vm.toString(value));
    }

    function put(string memory name, bytes memory value) internal {
        putText(name, vm.toString(value));
    }

    function key(string memory name) private {
        if (bytes(_indent).length != 0) json = string.concat(json, _first ? "\n" : ",\n", _indent);
        if (bytes(name).length != 0) json = string.concat(json, '"', name, '": ');
    }
}
