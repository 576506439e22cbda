"""What phones recorded without network: read, judged, put on the roll once, and answered one by one.

    reading    what was sent, as plain values; nothing here knows a table
    judging    does a word of a phone stand, agree, come too late, or differ? Pure
    receiving  one act: its number first, then the roll, then the answer
    settling   a person decides between two words, or completes what was refused

An act that arrives twice changes nothing and gets the first answer; acts of one phone follow each other by its own
count, whatever the order of their arrival; what somebody else wrote meanwhile is never overwritten: both words are
shown and a person settles it.
"""
