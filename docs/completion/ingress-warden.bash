# Completion of ingress-warden for bash.  Source it, or install it as
# .../bash-completion/completions/ingress-warden.

# The options of a command, by its words ("certs make").
_ingress_warden_options()
{
    case $1 in
    serve)
        echo "--policy --tls-cert --tls-key --listen --ops-listen --client-ca" \
            "--client-name --max-body --policy-memory --max-connections --request-timeout" \
            "--drain --threads --log-level --sandbox"
        ;;
    check)
        echo "--policy --namespace --user --group --old --date --as-is --show-patched --verbose --summary --output"
        ;;
    explain)
        echo "--policy --namespace --class --tenant --old --user --group --date --as-is --output"
        ;;
    report) echo "--policy --date --user --group --namespace --tenant --title --output --dir" ;;
    review) echo "--policy --stage --date" ;;
    lint) echo "--strict --no-notes --policy-memory --output --date" ;;
    "certs make") echo "--dir --dns --ip --days" ;;
    "certs check") echo "--cert --key --ca --dns --date" ;;
    "export webhooks") echo "--policy" ;;
    probe)
        echo "--url --ca --server-name --cert --key --stage --namespace --user --group --timeout"
        ;;
    esac
    echo "--help"
}

# The words that may follow an option: a list, or @file, @folder, @none.
_ingress_warden_values()
{
    case "$1 $2" in
    "check -o" | "check --output") echo "text json github junit sarif" ;;
    "report -o" | "report --output") echo "html json openreports policyreport" ;;
    "explain -o" | "explain --output") echo "text json markdown" ;;
    "lint -o" | "lint --output") echo "text json" ;;
    "probe --stage") echo "mutate validate both" ;;
    *" --stage") echo "mutate validate" ;;
    *" --log-level") echo "error warn info debug" ;;
    *" --sandbox") echo "best-effort required off" ;;
    *" --policy" | *" --old" | *" --tls-cert" | *" --tls-key" | *" --client-ca" | \
        *" --ca" | *" --cert" | *" --key") echo "@file" ;;
    *" --dir") echo "@folder" ;;
    *" --listen" | *" --ops-listen" | *" --client-name" | *" --max-body" | *" --policy-memory" | \
        *" --max-connections" | *" --request-timeout" | *" --drain" | *" --threads" | \
        *" --namespace" | *" -n" | *" --class" | *" --tenant" | *" --title" | *" --user" | *" --group" | *" --date" | *" --dns" | *" --ip" | \
        *" --days" | *" --url" | *" --server-name" | *" --timeout") echo "@none" ;;
    esac
}

# What a command takes behind its options: a list, or @file, @none.
_ingress_warden_operands()
{
    case $1 in
    "") echo "serve check explain report review lint schema export certs probe version help" ;;
    schema) echo "policy" ;;
    certs) echo "make check bundle" ;;
    export) echo "webhooks" ;;
    help) echo "serve check explain report review lint schema export certs probe version" ;;
    "help certs") echo "make check bundle" ;;
    "help export") echo "webhooks" ;;
    check | explain | report | review | lint | probe | "certs bundle") echo "@file" ;;
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
        certs | export | help) if ((COMP_CWORD > 2)); then command+=" ${COMP_WORDS[2]}"; fi ;;
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
