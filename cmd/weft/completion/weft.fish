# Completion of weft for fish: the program itself lists the words, each with what it means.
function __weft_words
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    if string match -q -- '-*' $current
        set -a before $current
    end
    env 0=zsh $before --generate-bash-completion 2>/dev/null | string replace ':' \t
end
complete -c weft -a '(__weft_words)'
