# Completion of ingress-warden for bash.  Source it, or install it as
# .../bash-completion/completions/ingress-warden.
# @MADE@

# The options of a command, by its words ("certs make").
_ingress_warden_options()
{
    case $1 in
@OPTIONS@
    esac
}

# The words that may follow an option: a list, or @file, @folder, @none.
_ingress_warden_values()
{
    case "$1 $2" in
@VALUES@
    esac
}

# What a command takes behind its options: a list, or @file, @none.
_ingress_warden_operands()
{
    case $1 in
@OPERANDS@
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
        @OUTER@) if ((COMP_CWORD > 2)); then command+=" ${COMP_WORDS[2]}"; fi ;;
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
