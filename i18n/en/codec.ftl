# Why a layer of a code, a key, a date or a payload cannot be read.

base45-character = character { $found } at offset { $at } is not in the Base45 alphabet
base45-overflow = the group at offset { $at } stands for { $value }, above the limit { $limit }
base45-dangling = length { $length } leaves a single character at offset { $at }: no Base45 text is that long
