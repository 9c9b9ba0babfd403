" Schemas of halflap. No word is reserved: a keyword is one in its place only, so all are matches,
" and what stands further down in this file goes before what stands above.
if exists('b:current_syntax')
  finish
endif

syn match lapUser /\<\h\w*\>/
syn match lapType /\<\%(bool\|u8\|u16\|u32\|u64\|u128\|i8\|i16\|i32\|i64\|i128\|f32\|f64\|uuid\|string\|bytes\)\>/
syn match lapNumber /\<\%(0[xX][0-9a-fA-F_]\+\|0[bB][01_]\+\|\d[0-9_]*\%(\.\d[0-9_]*\)\=\%([eE][+-]\=\d\+\)\=\)\>/
syn match lapOperator /[=?|]\|->/
syn match lapConstant /\%(=\s*-\=\)\@<=\<\%(true\|false\|inf\|nan\)\>/

syn match lapKeyword /\<\%(package\|import\|const\|closed\|enum\|flags\|struct\|union\|message\|error\|host\|interface\)\>\ze\s\+["A-Za-z]/
syn match lapKeyword /\<\%(as\|version\|throws\)\>\ze\s\+\w/
syn match lapKeyword /\<callback\>\ze\s*(/
syn match lapKeyword /\<secret\>\ze\s*[[A-Za-z]/
syn match lapKeyword /\<reserved\>\ze\s\+[-0-9A-Za-z]/
syn match lapAttribute /\<\%(since\|removed\)\>\ze\s\+\d/
syn match lapAttribute /\<deprecated\>\ze\s*"/

" The names of entries and parameters, whatever they are.
syn match lapField /\%(^\s*\|[{(,]\s*\)\@<=\h\w*\ze\s*:/
syn match lapField /\%(^\s*-\=\d\+\s\+\)\@<=\h\w*\ze\s*\%([:(]\|$\|\s\/\/\)/

syn match lapEscape contained /\\\%(["\\nrt0]\|x\x\{2}\|u{\x\{1,6}}\)/
syn region lapString start=/"/ skip=/\\./ end=/"\|$/ contains=lapEscape,@Spell
syn match lapComment /\/\/.*$/ contains=lapTodo,lapAllow,@Spell
syn match lapDoc /\/\/\/\/\@!.*$/ contains=lapTodo,@Spell
syn match lapAllow contained /halflap:\s*allow\>/
syn keyword lapTodo contained TODO FIXME XXX

hi def link lapUser Identifier
hi def link lapType Type
hi def link lapNumber Number
hi def link lapOperator Operator
hi def link lapConstant Constant
hi def link lapKeyword Keyword
hi def link lapAttribute StorageClass
hi def link lapField Normal
hi def link lapEscape SpecialChar
hi def link lapString String
hi def link lapComment Comment
hi def link lapDoc SpecialComment
hi def link lapAllow PreProc
hi def link lapTodo Todo

let b:current_syntax = 'lap'
