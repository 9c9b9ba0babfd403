autocmd BufRead,BufNewFile *.lap setfiletype lap
