"""Files made from a monthly report: a workbook, a bulletin, CSV files, and the national layout."""
