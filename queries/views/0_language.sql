-- Question: Which of three texts is in the reader's language? English when the language has no text.
-- Parameters: macro arguments: language (text: nl, fr or en), nl, fr, en (text)
-- Columns: none (a scalar macro)
create or replace macro in_language(language, nl, fr, en) as
case language when 'nl' then coalesce(nl, en) when 'fr' then coalesce(fr, en) else en end;
