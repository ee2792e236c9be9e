# Completion of weft for bash: the program itself lists the words.
_weft() {
  local current="${COMP_WORDS[COMP_CWORD]}" words=("${COMP_WORDS[@]:0:COMP_CWORD}") choices
  if [[ "$current" == -* ]]; then
    words+=("$current")
  fi
  choices=$("${words[@]}" --generate-bash-completion 2>/dev/null)
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o bashdefault -o default -F _weft weft
