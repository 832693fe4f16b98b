"""Documents: pick lists, packing slips, command sheets, station slips and handover lists as PDF."""
