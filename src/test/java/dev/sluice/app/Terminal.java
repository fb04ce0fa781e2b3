package dev.sluice.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The command line in this process: what it prints, and how it exits. */
final class Terminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line;

    Terminal(Object... commands) {
        line = Main.commandLine(commands);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
    }

    int execute(String... args) {
        return line.execute(args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
