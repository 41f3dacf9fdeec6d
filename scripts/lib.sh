# shellcheck shell=bash
# What the scripts here share: where things are, how time is told, how a failure is worded. Sourced, never run.

SELF=$(realpath -- "$0")
NAME=$(basename -- "$SELF")
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$ROOT" || exit

# The clock in milliseconds.
now_ms() {
    local now=$EPOCHREALTIME # seconds and microseconds; the separator follows the locale
    echo $((10#${now//[.,]/} / 1000))
}

# Milliseconds as a person says them: "0.4 s", "3 min 12 s".
duration() {
    local ms=$1
    if ((ms < 60000)); then
        echo "$((ms / 1000)).$((ms % 1000 / 100)) s"
    else
        echo "$((ms / 60000)) min $((ms / 1000 % 60)) s"
    fi
}

# The time since a `now_ms`, in words.
since() {
    duration $(($(now_ms) - $1))
}

# fail WHAT HINT: the end of a script that cannot go on.
fail() {
    printf '%s: %s\n  hint: %s\n' "$NAME" "$1" "$2" >&2
    exit 1
}

# usage_error ARGUMENT: an argument that no script knows; 2 is the exit code for wrong usage.
usage_error() {
    printf '%s: unknown argument "%s"\n  hint: %s --help\n' "$NAME" "$1" "$SELF" >&2
    exit 2
}

# The comment at the top of the calling script, as its help.
print_help() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$SELF"
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# One line for each thing that runs were left without; nothing where all is in place.
left_out() {
    scripts/fetch-models --missing
    npm_in_place "${NPM_ASYNCAPI[@]}" ||
        echo "AsyncAPI's parser, which checks docs/asyncapi.json (scripts/setup takes it from npm)"
    npm_in_place "${NPM_WEB[@]}" ||
        echo "mqtt.js, by which tablets hear of alerts at once (scripts/setup takes it from npm)"
    npm_in_place "${NPM_AXE[@]}" ||
        echo "axe-core, which looks at pages as whoever cannot see them (scripts/setup takes it from npm)"
    schemathesis_in_place ||
        echo "schemathesis, which tries the API with what nobody thought of (scripts/setup takes it from PyPI)"
}

# What comes from PyPI for the tests: what is pinned, and where scripts/setup puts it.
SCHEMATHESIS=(tests/schemathesis/requirements.txt .showfloor/schemathesis)

# Another Python needs other wheels.
schemathesis_stamp() {
    echo "$(python3 --version) $(sha256sum <"${SCHEMATHESIS[0]}")"
}

schemathesis_in_place() {
    [[ -f ${SCHEMATHESIS[1]}/stamp && $(<"${SCHEMATHESIS[1]}/stamp") == "$(schemathesis_stamp)" ]]
}

# What comes from npm: where all versions are pinned, and where scripts/setup puts it.
NPM_ASYNCAPI=(tests/asyncapi .showfloor/asyncapi)
NPM_WEB=(src/web/npm .showfloor/web)
NPM_AXE=(tests/axe .showfloor/axe)

# npm_stamp PINNED: what scripts/setup notes once all of it is in place.
npm_stamp() {
    sha256sum <"$1/package-lock.json"
}

# npm_in_place PINNED DIR
npm_in_place() {
    [[ -f $2/stamp && $(<"$2/stamp") == "$(npm_stamp "$1")" ]]
}

# --- Debian's packages ---

# The packages among the arguments that are not installed, one a line.
missing_packages() {
    local installed package
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qxF "installed $package" <<<"$installed" || echo "$package"
    done
}

# apt_install PACKAGE...: as root without questions; otherwise says what to run.
apt_install() {
    ((EUID == 0)) || fail "installing packages needs root" \
        "run: sudo apt-get install --no-install-recommends $*; then $SELF again"
    apt_get update
    apt_get install --yes --no-install-recommends "$@"
}

# Quiet while all is well (one dot for each package unpacked or set up); the log's end when not.
apt_get() {
    local log=$ROOT/.showfloor/apt.log
    mkdir -p -- "$(dirname -- "$log")"
    printf '%s:    apt-get %s ' "$NAME" "$1"
    if DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 "$@" </dev/null 2>&1 | tee "$log" |
        awk '/^(Unpacking|Setting up|Get:)/ { if (++n % 10 == 0) { printf "."; fflush() } }'; then
        echo " ok"
    else
        echo " failed"
        tail -n 15 "$log" >&2
        fail "apt-get $1 failed" "mend what apt says above (the whole log: .showfloor/apt.log), then $SELF again"
    fi
}

# Where scripts/package puts the package of this version.
package_file() {
    echo "${CARGO_TARGET_DIR:-target}/debian/showfloor_$(sed -n '0,/^version = "\(.*\)"/s//\1/p' Cargo.toml)-1_$(dpkg --print-architecture).deb"
}

# --- What a script does one after another ---

begun=0

# begin WHAT: announces a step that has something to do, one of several of a script that may have nothing to do.
begin() {
    begun=$((begun + 1))
    step_start=$(now_ms)
    echo "$NAME: $begun. $1"
}

finished() {
    echo "$NAME:    done in $(since "$step_start")"
}

# --- Steps, and a table of them at the end ---

steps=()
failed_steps=0

# step NAME COMMAND...: runs the command under a heading, and keeps its result and time for `print_steps`.
# A failure is kept too; the caller decides whether to go on: `step ... || finish`.
step() {
    local name=$1 start status=0
    shift
    start=$(now_ms)
    printf '\n== %s: %s\n' "$name" "$*"
    "$@" || status=$?
    if ((status == 0)); then
        record_step "$name" ok "$(since "$start")"
        return 0
    fi
    failed_steps=$((failed_steps + 1))
    record_step "$name" "FAILED (exit $status)" "$(since "$start")"
    return 1
}

# skip_step NAME WHY: a step that cannot run here.
skip_step() {
    printf '\n== %s: skipped: %s\n' "$1" "$2"
    record_step "$1" "skipped: $2" "-"
}

record_step() {
    steps+=("$(printf '  %-10s %14s  %s' "$1" "$3" "$2")")
}

# print_steps TITLE
print_steps() {
    printf '\n%s:\n' "$1"
    printf '%s\n' "${steps[@]}"
}
