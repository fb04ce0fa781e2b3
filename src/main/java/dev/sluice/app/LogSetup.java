package dev.sluice.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.sluice.ops.RequestLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How log lines look, and that they go to stderr, so that what a command prints stays apart. {@code SLUICE_LOG_LEVEL} sets the
 * level, INFO by default. In code and not in a {@code logback.xml} because Logback's XML reader alone takes a third of the time
 * in which a node is to be ready. A file still wins: one that {@code -Dlogback.configurationFile} names, or a
 * {@code logback-test.xml} or {@code logback.xml} on the class path.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg %kvp{DOUBLE}){' $', ''}%n";
    private static final String CONSOLE = "console";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // Logback asks services first and looks for files only if they pass.
        if (hasFile()) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(text(context));
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv("SLUICE_LOG_LEVEL"), Level.INFO));
        root.addAppender(console);
        // What goes wrong there comes to us as a failure and is told once; these lines would be a stack trace for each
        // attempt.
        context.getLogger("io.vertx.redis.client.impl").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** What the configuration says, once it is read. Nothing happens where a file of Logback's own decides. */
    static void apply(boolean json) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (!(root.getAppender(CONSOLE) instanceof ConsoleAppender<ILoggingEvent> console)) return;
        console.setEncoder(json ? json(context) : text(context));
        ch.qos.logback.classic.Logger requests = context.getLogger(RequestLog.LOGGER);
        if (requests.iteratorForAppenders().hasNext()) return;
        RequestLines lines = new RequestLines();
        lines.setContext(context);
        lines.addAppender(console);
        lines.start();
        requests.setAdditive(false);
        requests.addAppender(lines);
    }

    /** Writes what still waits to be written: for the end of the process. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
            context.getLogger(RequestLog.LOGGER).detachAndStopAllAppenders();
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonLines encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static boolean hasFile() {
        ClassLoader loader = LogSetup.class.getClassLoader();
        return System.getProperty("logback.configurationFile") != null
                || loader.getResource("logback-test.xml") != null
                || loader.getResource("logback.xml") != null;
    }
}
