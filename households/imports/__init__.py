"""The registry import: a file is read row by row, cleaned, copied to temporary tables, compared there with what is on
file, and written in one transaction. docs/import.md tells the people who send files; this is the way of a row:

files.py, workbook.py     rows of cells, whatever the file is
layouts.py, national.py   which column is which
cells.py, reading.py      what a cell means; cleaning, row by row
staging.py                temporary tables, and what is wrong
sheets/                   matching and writing, sheet by sheet
work.py                   check and save, from start to end
error_file.py             the rows to correct and send again"""
