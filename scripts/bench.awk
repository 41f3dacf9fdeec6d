# Reads the floors (name, ms), the run's times and the run's summary; prints the figures of scripts/bench.

FILENAME ~ /floors$/ { floor[$1] = $2; next }
FILENAME ~ /time$/ { wall = $2; cpu = $3 + $4; next }
/ frames, .* analysed, / { frames = $2; analysed = $4; dropped = $6; next }
/ x .* ms .*%$/ {
    # "face net    504 x    7.10 ms    23%": a name of one or more words, then figures.
    calls = $(NF - 4); mean = $(NF - 2)
    name = $0; sub(/ +[0-9]+ x .*/, "", name); gsub(/[ ,]+/, "_", name)
    order[++n] = name; count[name] = calls; each[name] = mean
    next
}

END {
    if (!frames || !analysed || !cpu) { print "bench: the run's summary cannot be read" > "/dev/stderr"; exit 1 }
    # Each part alone, as often as the line needed it.
    least = frames * floor["decode"]
    for (i = 1; i <= n; i++) if (order[i] != "decode" && order[i] in floor) least += count[order[i]] * floor[order[i]]
    least /= 1000
    ratio = cpu / least
    per_analysed = (cpu * 1000 - frames * floor["decode"]) / analysed
    cameras = cores * video / cpu
    if (json) as_json(); else as_text()
}

function alone(stage) { return (stage in floor) ? sprintf("%.2f", floor[stage]) : "-" }

function as_text(i) {
    printf "1080p H.264, %.1f s of video, %d frames decoded, %d analysed, %d dropped\n", video, frames, analysed, dropped
    printf "  whole line    %8.1f frames/s per core (%.2f CPU s; %.2f s by the clock on one core)\n", frames / cpu, cpu, wall
    printf "  analysed      %8.1f ms of CPU each, beside decoding\n", per_analysed
    printf "  floors' sum   %8.1f frames/s per core (%.2f CPU s)\n", frames / least, least
    printf "  whole / floor %8.2f\n", ratio
    printf "  cameras       %8.1f on %d cores at 25 frames/s, 8 analysed: reckoned from one camera on one core, not tried\n\n", cameras, cores
    printf "  %-16s %7s %10s %10s\n", "stage", "calls", "ms each", "alone, ms"
    for (i = 1; i <= n; i++)
        printf "  %-16s %7d %10.2f %10s\n", order[i], count[order[i]], each[order[i]], alone(order[i])
    printf "  %-16s %7s %10s %10.2f\n", "decode+convert", "-", "-", floor["decode+convert"]
}

function as_json(i) {
    printf "{\"frames_per_s_per_core\":%.2f,\"analysed_ms\":%.2f,\"ratio_to_floor\":%.3f,", frames / cpu, per_analysed, ratio
    printf "\"cameras_sustained\":%.2f,\"cameras_sustained_is\":\"reckoned from one camera on one core\",\"cpu_s\":%.2f,\"floor_s\":%.2f,\"stages\":[", cameras, cpu, least
    for (i = 1; i <= n; i++) {
        printf "%s{\"stage\":\"%s\",\"calls\":%d,\"ms\":%.3f", (i > 1 ? "," : ""), order[i], count[order[i]], each[order[i]]
        if (order[i] in floor) printf ",\"alone_ms\":%.3f", floor[order[i]]
        printf "}"
    }
    print "]}"
}
