#compdef weft
# Completion of weft for zsh: the program itself lists the words.
_weft() {
  local -a choices
  local current="${words[CURRENT]}"
  local -a before=("${(@)words[1,CURRENT-1]}")
  if [[ "$current" == -* ]]; then
    before+=("$current")
  fi
  choices=("${(@f)$(env 0=zsh "${(@)before}" --generate-bash-completion 2>/dev/null)}")
  if [[ -n "${choices[1]}" ]]; then
    _describe 'values' choices
  else
    _files
  fi
}
if [[ "$funcstack[1]" == _weft ]]; then
  _weft
else
  compdef _weft weft
fi
