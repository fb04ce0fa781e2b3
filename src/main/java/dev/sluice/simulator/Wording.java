package dev.sluice.simulator;

/** One answer in the form of one API. For a stream: {@code open}, each piece once and in order, {@code close}; or {@code error} after any of them. */
interface Wording {
    default String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    /** What comes before the first piece. */
    void open(EventWriter out);

    /** @param broken whether its JSON breaks off in the middle */
    void piece(int index, boolean broken, EventWriter out);

    /** What comes after the last piece, the marker of the end included where the script wants one. */
    void close(EventWriter out);

    /** An error that breaks off a stream which began well. */
    void error(RefusedException refused, EventWriter out);

    /** The whole answer as one JSON object. */
    String whole();

    /** The first half of some JSON. */
    static String half(String json) {
        return json.substring(0, json.length() / 2);
    }
}
