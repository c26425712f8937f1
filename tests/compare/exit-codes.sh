#!/bin/sh
# Every exit code of `egret compare`, as a shell sees it.
set -u

failures=0
# expect CODE DESCRIPTION COMMAND...
expect() {
    wanted=$1
    what=$2
    shift 2
    "$@" >out.txt 2>err.txt
    got=$?
    if [ "$got" -eq "$wanted" ]; then
        echo "exit $got: $what"
    else
        echo "FAILED: $what: exit $got instead of $wanted"
        cat out.txt err.txt
        failures=$((failures + 1))
    fi
}

small="--chip mesh-generic --workload lif-random --steps 3"
egret run $small --out base >/dev/null 2>&1 || exit 70
egret run $small --out again >/dev/null 2>&1 || exit 70
egret run $small --out dearer --set chip.energy.synop="5 nJ" >/dev/null 2>&1 || exit 70
egret run $small --out unicast --set chip.network.casting=Unicast >/dev/null 2>&1 || exit 70
egret run $small --out seed --seed 7 >/dev/null 2>&1 || exit 70
egret run $small --out denser --set workload.activity=0.1 >/dev/null 2>&1 || exit 70
egret run --chip mesh-generic --workload lif-random --steps 4 --out steps >/dev/null 2>&1 || exit 70
egret run --chip mesh-generic --workload lif-sheet --steps 3 --out other >/dev/null 2>&1 || exit 70

budget() { printf '(schema: "egret.budget/1", budgets: [%s])\n' "$2" >"$1"; }
budget strict.ron '(metrics: "*", change_at_most: "0 %")'
budget loose.ron '(metrics: "energy_*", change_at_most: "900000 %", change_at_most_by: "1 J")'
budget two.ron '(metrics: "energy_j", change_at_most: "2 %")'
budget warned.ron '(metrics: "energy_j", change_at_most: "2 %", severity: Warning)'
budget limit.ron '(metrics: "energy_per_step_j", at_most: "1 fJ")'
budget absent.ron '(metrics: "perplexity", at_most: 100)'
budget typo.ron '(metrics: "energi_j", change_at_most: "2 %")'
budget units.ron '(metrics: "energy_j", at_most: "5 ms")'
budget empty.ron ''

expect 0 'the same run, but for host times' egret compare base again
expect 0 'the same run, nothing may change' egret compare base again --budget strict.ron
expect 0 'another price without a budget' egret compare base dearer
expect 0 'another price within the budget' egret compare base dearer --budget loose.ron
expect 0 'over a budget that only warns' egret compare base dearer --budget warned.ron
expect 0 'a saving is within the budget' egret compare dearer base --budget two.ron
for format in table md json junit github; do
    expect 1 "over budget, $format" egret compare base dearer --budget two.ron --format $format
    expect 0 "no difference, $format" egret compare base again --budget two.ron --format $format
    expect 3 "other seed, $format" egret compare base seed --format $format
done
expect 1 'nothing may change, and something did' egret compare base unicast --budget strict.ron
expect 1 'a limit of the new figure' egret compare base again --budget limit.ron
expect 1 'a figure that is missing' egret compare base again --budget absent.ron
expect 2 'no such file' egret compare base nowhere
expect 2 'no arguments' egret compare
expect 2 'no such budget' egret compare base again --budget nowhere.ron
expect 2 'a budget for a figure that does not exist' egret compare base again --budget typo.ron
expect 2 'a budget in another unit' egret compare base again --budget units.ron
expect 2 'a budget without a line' egret compare base again --budget empty.ron
printf '{"schema": "egret.run/1", ' >torn.json
expect 2 'half a record' egret compare base torn.json
printf '{}' >stranger.json
expect 2 'no record' egret compare stranger.json base
expect 3 'another seed' egret compare base seed
expect 3 'another number of steps' egret compare base steps
expect 3 'another workload' egret compare base other
expect 3 'another activity' egret compare base denser
sed 's/"egret.run.1"/"egret.run\/2"/' base/run.json >later.json
expect 3 'another schema' egret compare base later.json
expect 3 'another seed is not accepted' egret compare accept base seed
expect 0 'unless it is forced' egret compare accept --force base seed
expect 0 'what was accepted is the same' egret compare base seed --budget strict.ron

exit "$failures"
