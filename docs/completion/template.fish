# Completion of ingress-warden for fish.  Put it into a folder of $fish_complete_path.
# @MADE@

# The command line begins with the program and these words.
function __ingress_warden_in
    set -l words (commandline -opc)
    set -e words[1]
    test -z "$argv"; or string match --quiet -- "$argv *" "$words "
end

# The same, and nothing follows them but the word that is completed.
function __ingress_warden_after
    __ingress_warden_in $argv; and test (count (commandline -opc)) -eq (math (count $argv) + 1)
end

complete -c ingress-warden -f
@LINES@
