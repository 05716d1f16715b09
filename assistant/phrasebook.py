"""What the interface says: the form that each language fills in."""

import math
from dataclasses import dataclass

from .paging import page_name

__all__ = ["Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything the interface says in one language; `{}` marks what is filled in."""

    language: str
    tagline: str
    ask: str
    send_hint: str
    start_over: str
    searching: str
    searched_for: str
    quotes: str
    quote: str
    open_quote: str
    close_quote: str
    show: str
    show_label: str
    undated: str
    nearest: str
    nearest_note: str
    preparing: str
    preparing_files: str
    preparing_passages: str
    waiting: str
    waiting_files: str
    ready_one: str
    ready_many: str
    skipped: str
    failed: str
    broken: str
    empty_question: str
    about: str
    date: str
    document_language: str
    source: str
    original: str
    no_original: str
    fingerprint: str
    to_quote: str
    outside: str
    not_found: str
    not_found_note: str
    bad_offsets: str
    back: str
    previous_quote: str
    next_quote: str
    quote_of: str
    find: str
    find_button: str
    found_none: str
    found_one: str
    found_many: str
    found_above: str
    found_more: str
    found_rest: str
    outline: str
    this_document: str
    only_like: str
    still_there: str
    changed_same: str
    changed_like: str
    changed_gone: str
    changed_unknown: str
    gone: str
    gone_note: str
    edit_query: str
    edit_question: str
    edit: str
    send: str
    cancel: str
    stop: str
    stopped: str
    copy: str
    copied: str
    copy_plain: str
    in_context: str
    conversations: str
    new_conversation: str
    search_conversations: str
    no_conversations: str
    none_found: str
    rename: str
    delete: str
    delete_really: str
    export: str
    close: str
    open_in_tab: str
    source_pane: str
    language_switch: str
    was_it_right: str
    good: str
    bad: str
    why: str
    wrong_passage: str
    not_in_documents: str
    misunderstood: str
    passage_hint: str
    use_passage: str
    passage_kept: str
    no_passage: str
    thanks: str
    noted: str
    no_connection: str
    shipped_notes: str
    dropped_files: str
    only_in: str
    unread_one: str
    unread_many: str
    pending_one: str
    pending_many: str
    ask_again: str
    more: str
    ready_none: str
    seconds_left: str
    minutes_left: str
    documents: str
    drop_here: str
    drop_now: str
    drop_note: str
    add_files: str
    add_folder: str
    add_to: str
    dropped_on: str
    collections: str
    new_collection: str
    make: str
    ask_all: str
    ask_only: str
    asking_only: str
    name_collection: str
    delete_collection: str
    delete_collection_note: str
    filter_words: str
    any: str
    type: str
    collection: str
    title: str
    from_date: str
    to_date: str
    select_one: str
    select_all: str
    selected: str
    move_to: str
    remove: str
    put_back: str
    removed_list: str
    remove_one: str
    remove_many: str
    and_more: str
    remove_own: str
    remove_others: str
    no_documents_yet: str
    none_match: str
    shown_of: str
    show_more: str
    not_read: str
    progress: str
    each_file: str
    read_of: str
    no_reader: str
    empty_file: str
    too_large: str
    hidden_file: str
    left_behind: str
    not_given: str
    state_sending: str
    state_waiting: str
    state_reading: str
    state_ready: str
    state_same: str
    state_changed: str
    skipped_why: str
    lost_connection: str
    queued: str
    begin: str
    add_documents: str
    filters: str

    def page_name(self, label: str, uri: str) -> str:
        """A page of the document at `uri` as it is called: "page 12", "slide 2", a sheet by its name."""
        return page_name(label, uri, self.language)

    def time_left(self, seconds: float | None) -> str:
        """How long something will still take; empty where that is not known."""
        if seconds is None:
            return ""
        return self.seconds_left if seconds < 60 else self.minutes_left.format(math.ceil(seconds / 60))

    def language_name(self, code: str | None) -> str:
        """A language as this one calls it: its code, where there is no name for it here."""
        return _LANGUAGES[self.language].get((code or "").partition("-")[0].lower(), code or "")


_LANGUAGES = {
    "en": {
        "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "he": "Hebrew",
        "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sr": "Serbian",
    },
    "fr": {
        "ar": "arabe", "de": "allemand", "en": "anglais", "es": "espagnol", "fr": "français", "he": "hébreu",
        "it": "italien", "nl": "néerlandais", "pl": "polonais", "pt": "portugais", "ru": "russe", "sr": "serbe",
    },
}  # fmt: skip
