# shellcheck shell=bash disable=SC2034,SC2154
# What measurements of the whole appliance need: models, clips, programs. Sourced after scripts/lib.sh, never run; $json says
# whether whoever called it wants JSON.

RUNTIME=.showfloor/onnxruntime/libonnxruntime.so
CLIPS=(facenetpt_video.mp4 mmaction2_demo_skeleton.mp4 intel_one-by-one.mp4)

# Where the program of a bench is. Built as the appliance is, so that what both stand on is built once.
built() {
    cargo build --release --bench "$1" --quiet --message-format json |
        sed -n "s/.*\"name\":\"$1\".*\"executable\":\"\([^\"]*\)\".*/\1/p" | tail -n 1
}

# Sets $program.
build_program() {
    cargo build --release --quiet
    program=$(realpath -- "${CARGO_TARGET_DIR:-target}/release/showfloor")
}

# Sets $footage and $models, or leaves.
find_parts() {
    local dir
    have python3 || leave "python3 is not installed (apt-get install python3)"
    have ffmpeg || leave "ffmpeg, which makes video of clips, is not installed (apt-get install ffmpeg)"
    have taskset || leave "taskset is not installed (apt-get install util-linux)"
    [[ -f $RUNTIME ]] || leave "ONNX Runtime is not in $RUNTIME (scripts/setup puts it there)"
    for dir in models ${SHOWFLOOR_MODELS:+"$SHOWFLOOR_MODELS"}; do
        has_models "$dir" && models=$(realpath -- "$dir") && break
    done
    [[ -n ${models-} ]] || leave "models are missing (scripts/fetch-models says which, and how to mend it)"
    for dir in ${SHOWFLOOR_MATERIAL:+"$SHOWFLOOR_MATERIAL"} ../shared/material; do
        has_clips "$dir/clips" && footage=$(realpath -- "$dir/clips") && return 0
    done
    leave "clips are missing: ${CLIPS[*]} (name a folder with clips/ in \$SHOWFLOOR_MATERIAL)"
}

has_clips() {
    local clip
    for clip in "${CLIPS[@]}"; do
        [[ -f $1/$clip ]] || return 1
    done
}

# Whether all that the manifest names is there.
has_models() {
    local file
    while read -r file; do
        [[ -f $1/$file ]] || return 1
    done < <(sed -n 's/^file = "\(.*\)"/\1/p' models/manifest.toml)
}

# leave WHY: nothing can be measured here, which is no failure.
leave() {
    if ((json)); then
        printf '{"left_out":"%s"}\n' "$1"
    else
        printf '%s: nothing was measured: %s\n' "$NAME" "$1"
    fi
    exit 0
}
