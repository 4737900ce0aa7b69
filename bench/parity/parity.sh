#!/bin/bash
# Compares the engine with Transformers and PEFT: prompt ids, largest logits, completion losses and greedy ids, float32.
#
#   bench/parity/parity.sh WORK_DIRECTORY [GGUF_FILE]
#
# On two random-weight Llamas (grouped heads; tied and free head) and, when a GGUF file is named, on that model imported by us:
# the base, an adapter saved by PEFT, and adapters trained by the engine: plain, with ranks by pattern, and DoRA. Python with torch, transformers and peft: $PYTHON.
# The command line: $WHETSTONE, by default ./whetstone of this checkout. Exit code 0 only when every comparison holds.
set -u
here=$(cd "$(dirname "$0")" && pwd)
whetstone=${WHETSTONE:-$here/../../whetstone}
python=${PYTHON:-python3}
work=${1:?name a work directory}
gguf=${2:-}
chats=$here/chats.jsonl
export HF_HUB_OFFLINE=1
mkdir -p "$work"
failed=0
"$python" - "$chats" "$work/rows.jsonl" <<'PYTHON'
import json, sys
rows = [line for line in open(sys.argv[1], encoding="utf-8") if json.loads(line)["messages"][-1]["role"] == "assistant"]
open(sys.argv[2], "w", encoding="utf-8").writelines(rows)
PYTHON

step() { echo "== $*"; }

compare() { # model, name, options of both sides
    local model=$1 name=$2
    shift 2
    "$whetstone" engine score --model "$model" --chats "$chats" --dtype float32 "$@" > "$work/$name.ours" 2> "$work/$name.ours.log" \
        && "$python" "$here/transformers_scores.py" --model "$model" --chats "$chats" "$@" > "$work/$name.theirs" 2> "$work/$name.theirs.log" \
        && "$python" "$here/compare_scores.py" "$work/$name.ours" "$work/$name.theirs" || failed=1
}

train() { # model, name, options
    local model=$1 name=$2
    shift 2
    step "$name: adapter trained by the engine ${*:-}"
    rm -rf "$work/$name"
    "$whetstone" engine train --model "$model" --train "$work/rows.jsonl" --valid "$work/rows.jsonl" --out "$work/$name" --dtype float32 \
        --epochs 4 --batch-size 2 --evaluate-every-steps 4 --learning-rate 0.002 "$@" > "$work/$name.log" 2>&1 || { cat "$work/$name.log"; failed=1; }
    compare "$model" "$name-adapter" --adapter "$work/$name"
}

adapters() { # model, name
    step "$2: adapter saved by PEFT"
    "$python" "$here/tiny_models.py" adapter "$1" "$work/$2-peft" > "$work/$2-peft.log" 2>&1
    compare "$1" "$2-with-peft-adapter" --adapter "$work/$2-peft"
    train "$1" "$2-trained"
    train "$1" "$2-uneven" --targets '.*\.layers\.\d+\..*(q|v|up|down)_proj' --rank-pattern 'layers.0.*_proj=3,2.mlp.up_proj=5' \
        --alpha-pattern 'v_proj=7.5' --rslora --lora-plus-ratio 4
    train "$1" "$2-dora" --dora --targets all-linear
    step "$2: base and three adapters in one batch"
    "$whetstone" engine generate --model "$1" --chats "$chats" --dtype float32 --max-tokens 32 --json --adapter "peft=$work/$2-peft" \
        --adapter "trained=$work/$2-trained" --adapter "uneven=$work/$2-uneven" > "$work/$2.generated" 2> "$work/$2.generated.log" \
        && "$python" "$here/compare_generations.py" "$work/$2.generated" "base=$work/$2-base.theirs" \
            "peft=$work/$2-with-peft-adapter.theirs" "trained=$work/$2-trained-adapter.theirs" \
            "uneven=$work/$2-uneven-adapter.theirs" || failed=1
}

for head in tied free; do
    step "random weights, $head head"
    options=()
    [ $head = free ] && options=(--free-head)
    "$python" "$here/tiny_models.py" model "$work/$head" "${options[@]}" > "$work/$head.log" 2>&1
    compare "$work/$head" "$head-base"
    adapters "$work/$head" $head
done
if [ -n "$gguf" ]; then
    step "$gguf imported"
    [ -e "$work/imported/config.json" ] || "$whetstone" engine import "$gguf" --out "$work/imported" || failed=1
    compare "$work/imported" imported-base
    adapters "$work/imported" imported
fi
[ $failed = 0 ] && echo "parity holds" || echo "parity FAILS: see $work"
exit $failed
