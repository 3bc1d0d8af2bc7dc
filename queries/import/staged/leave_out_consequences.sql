-- Question: Which findings follow from others, so that they are not told?
-- Parameters: none
-- Columns: none; it deletes rows of found
delete from found
where
    rule <> 'total_row'
    and (file_name, coalesce(sheet, ''), source_row) in (
        select (file_name, coalesce(sheet, ''), source_row)
        from found
        where rule = 'total_row'
    )
    or severity = 'warning' and (
        (file_name, coalesce(sheet, ''), field, source_row) in (
            select (file_name, coalesce(sheet, ''), field, source_row)
            from found
            where severity = 'error'
        )
        or (table_name, field) in (
            select (table_name, field)
            from found
            where rule like 'ambiguous%'
        )
        -- In a monitor file the cell stands in a column that has the name of an indicator.
        or rule = 'value_without_reason' and (file_name, coalesce(sheet, ''), source_row) in (
            select (file_name, coalesce(sheet, ''), source_row)
            from found
            where severity = 'error'
        )
    )
