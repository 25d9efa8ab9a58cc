# Completion of ingress-warden for bash.  Source it, or install it as
# .../bash-completion/completions/ingress-warden.
# Made by docs/completion/generate.py from the program's help.

# The options of a command, by its words ("certs make").
_ingress_warden_options()
{
    case $1 in
    "serve") echo "--policy --tls-cert --tls-key --client-ca --client-name --preview --listen --ops-listen --log-level --sandbox --max-body --policy-memory --max-connections --request-timeout --drain --threads --help" ;;
    "check") echo "--policy --namespace --user --group --old --date --as-is --show-patched --verbose --summary --output --help" ;;
    "explain") echo "--policy --namespace --class --tenant --old --user --group --date --as-is --output --help" ;;
    "review") echo "--policy --stage --date --help" ;;
    "diff") echo "--against --fail-on --user --group --namespace --date --all --output --help" ;;
    "lint") echo "--strict --no-notes --output --policy-memory --date --help" ;;
    "test") echo "--policy --date --only --coverage --update --output --help" ;;
    "report") echo "--policy --date --user --group --namespace --tenant --title --output --dir --help" ;;
    "schema") echo "--help" ;;
    "export webhooks") echo "--policy --help" ;;
    "certs make") echo "--dir --dns --ip --days --help" ;;
    "certs check") echo "--cert --key --ca --dns --date --help" ;;
    "certs bundle") echo "--help" ;;
    "probe") echo "--url --ca --server-name --cert --key --stage --namespace --user --group --timeout --help" ;;
    "version") echo "--help" ;;
    "help") echo "--help" ;;
    esac
}

# The words that may follow an option: a list, or @file, @folder, @none.
_ingress_warden_values()
{
    case "$1 $2" in
    "serve --policy") echo "@file" ;;
    "serve --tls-cert") echo "@file" ;;
    "serve --tls-key") echo "@file" ;;
    "serve --client-ca") echo "@file" ;;
    "serve --client-name") echo "@none" ;;
    "serve --listen") echo "@none" ;;
    "serve --ops-listen") echo "@none" ;;
    "serve --log-level") echo "debug info warn error" ;;
    "serve --sandbox") echo "best-effort off required" ;;
    "serve --max-body") echo "@none" ;;
    "serve --policy-memory") echo "@none" ;;
    "serve --max-connections") echo "@none" ;;
    "serve --request-timeout") echo "@none" ;;
    "serve --drain") echo "@none" ;;
    "serve --threads") echo "@none" ;;
    "check --policy") echo "@file" ;;
    "check --namespace" | "check -n") echo "@none" ;;
    "check --user") echo "@none" ;;
    "check --group") echo "@none" ;;
    "check --old") echo "@file" ;;
    "check --date") echo "@none" ;;
    "check --output" | "check -o") echo "text json github junit sarif" ;;
    "explain --policy") echo "@file" ;;
    "explain --namespace" | "explain -n") echo "@none" ;;
    "explain --class") echo "@none" ;;
    "explain --tenant") echo "@none" ;;
    "explain --old") echo "@file" ;;
    "explain --user") echo "@none" ;;
    "explain --group") echo "@none" ;;
    "explain --date") echo "@none" ;;
    "explain --output" | "explain -o") echo "text json markdown" ;;
    "review --policy") echo "@file" ;;
    "review --stage") echo "mutate validate" ;;
    "review --date") echo "@none" ;;
    "diff --against") echo "@file" ;;
    "diff --fail-on") echo "@none" ;;
    "diff --user") echo "@none" ;;
    "diff --group") echo "@none" ;;
    "diff --namespace" | "diff -n") echo "@none" ;;
    "diff --date") echo "@none" ;;
    "diff --output" | "diff -o") echo "text json markdown" ;;
    "lint --output" | "lint -o") echo "text json" ;;
    "lint --policy-memory") echo "@none" ;;
    "lint --date") echo "@none" ;;
    "test --policy") echo "@file" ;;
    "test --date") echo "@none" ;;
    "test --only") echo "@none" ;;
    "test --output" | "test -o") echo "text json junit" ;;
    "report --policy") echo "@file" ;;
    "report --date") echo "@none" ;;
    "report --user") echo "@none" ;;
    "report --group") echo "@none" ;;
    "report --namespace" | "report -n") echo "@none" ;;
    "report --tenant") echo "@none" ;;
    "report --title") echo "@none" ;;
    "report --output" | "report -o") echo "html json openreports policyreport" ;;
    "report --dir") echo "@folder" ;;
    "export webhooks --policy") echo "@file" ;;
    "certs make --dir") echo "@folder" ;;
    "certs make --dns") echo "@none" ;;
    "certs make --ip") echo "@none" ;;
    "certs make --days") echo "@none" ;;
    "certs check --cert") echo "@file" ;;
    "certs check --key") echo "@file" ;;
    "certs check --ca") echo "@file" ;;
    "certs check --dns") echo "@none" ;;
    "certs check --date") echo "@none" ;;
    "probe --url") echo "@none" ;;
    "probe --ca") echo "@file" ;;
    "probe --server-name") echo "@none" ;;
    "probe --cert") echo "@file" ;;
    "probe --key") echo "@file" ;;
    "probe --stage") echo "both mutate validate" ;;
    "probe --namespace" | "probe -n") echo "@none" ;;
    "probe --user") echo "@none" ;;
    "probe --group") echo "@none" ;;
    "probe --timeout") echo "@none" ;;
    esac
}

# What a command takes behind its options: a list, or @file, @none.
_ingress_warden_operands()
{
    case $1 in
    "") echo "serve check explain review diff lint test report schema export certs probe version help" ;;
    "export" | "help export") echo "webhooks" ;;
    "certs" | "help certs") echo "make check bundle" ;;
    help) echo "serve check explain review diff lint test report schema export certs probe version" ;;
    "check") echo "@file" ;;
    "explain") echo "@file" ;;
    "review") echo "@file" ;;
    "diff") echo "@file" ;;
    "lint") echo "@file" ;;
    "test") echo "@file" ;;
    "report") echo "@file" ;;
    "schema") echo "policy policy-test" ;;
    "certs bundle") echo "@file" ;;
    "probe") echo "@file" ;;
    *) echo "@none" ;;
    esac
}

_ingress_warden_reply()
{
    local kind=$1 word=$2

    case $kind in
    @none) COMPREPLY=() ;;
    @file)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        ;;
    @folder)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$kind" -- "$word") ;;
    esac
}

_ingress_warden()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command="" values

    if ((COMP_CWORD > 1)); then
        command=${COMP_WORDS[1]}
        case $command in
        export | certs | help) if ((COMP_CWORD > 2)); then command+=" ${COMP_WORDS[2]}"; fi ;;
        esac
    fi
    if [[ $before == -* ]]; then
        values=$(_ingress_warden_values "$command" "$before")
        if [[ -n $values ]]; then
            _ingress_warden_reply "$values" "$word"
            return
        fi
    fi
    if [[ $word == -* ]]; then
        _ingress_warden_reply "$(_ingress_warden_options "$command")" "$word"
    else
        _ingress_warden_reply "$(_ingress_warden_operands "$command")" "$word"
    fi
}

complete -F _ingress_warden ingress-warden
