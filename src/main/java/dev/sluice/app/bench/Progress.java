package dev.sluice.app.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** How a run goes on, while it does: one line that is written over on a terminal, and a new one now and then elsewhere. */
final class Progress {
    private static final long TERMINAL_MILLIS = 200;
    private static final long FILE_MILLIS = 2000;

    private final PrintWriter err;
    private final boolean terminal;
    private final int requests;
    private boolean written;

    Progress(PrintWriter err, boolean terminal, int requests) {
        this.err = err;
        this.terminal = terminal;
        this.requests = requests;
    }

    /** How often it is worth telling. */
    long everyMillis() {
        return terminal ? TERMINAL_MILLIS : FILE_MILLIS;
    }

    void tell(Tally tally) {
        written = true;
        err.print((terminal ? "\r" : "")
                + String.format(
                        Locale.ROOT,
                        "%d of %d, %d failed, p50 %.0f ms",
                        tally.total(),
                        requests,
                        tally.failed(),
                        tally.latency.percentile(50))
                + (terminal ? "\033[K" : "\n"));
        err.flush();
    }

    /** The last word. */
    void end(Tally tally) {
        tell(tally);
        if (terminal && written) err.println();
        err.flush();
    }
}
