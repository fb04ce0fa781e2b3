package dev.sluice.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be made to go wrong. {@link Simulator} documents each by its wire name, which is this one in lower case with {@code -}. */
enum Fault {
    UNAUTHORIZED("401", Kind.REFUSAL),
    RATE_LIMITED("429", Kind.REFUSAL),
    SERVER_ERROR("500", Kind.REFUSAL),
    UNAVAILABLE("503", Kind.REFUSAL),
    HTML_502("html502", Kind.REFUSAL),
    STALL(Kind.BREAK),
    RST(Kind.BREAK),
    CUT(Kind.BREAK),
    ERROR_IN_200("error-in-200", Kind.BREAK),
    SLOW_FIRST(Kind.SHAPE),
    NO_DONE(Kind.SHAPE),
    CRLF(Kind.SHAPE),
    SPLIT(Kind.SHAPE),
    BIG(Kind.SHAPE),
    NOSPACE(Kind.SHAPE),
    COMMENT(Kind.SHAPE),
    USAGE_CUMULATIVE(Kind.SHAPE),
    REJECT_STREAM_OPTIONS(Kind.SHAPE),
    BAD_JSON(Kind.SHAPE);

    enum Kind {
        /** Answered with a status and nothing else. */
        REFUSAL,
        /** The answer breaks off at a token. */
        BREAK,
        /** The answer is complete, but its bytes are odd. Any number of these can be combined. */
        SHAPE
    }

    private final String wireName;
    private final Kind kind;

    Fault(Kind kind) {
        this.wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.kind = kind;
    }

    Fault(String wireName, Kind kind) {
        this.wireName = wireName;
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    String wireName() {
        return wireName;
    }

    static Optional<Fault> named(String wireName) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName.equals(wireName))
                .findFirst();
    }
}
