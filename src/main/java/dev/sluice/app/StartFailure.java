package dev.sluice.app;

import dev.sluice.model.Config;
import dev.sluice.model.FailureException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Why a node did not start, in the one line that its operator needs. */
final class StartFailure {
    private StartFailure() {}

    /** @return null where the cause is none that an operator can mend; then it is a fault of the program, worth a stack trace */
    static String line(Throwable cause, Config config) {
        for (Throwable t = cause; t != null; t = t.getCause()) if (isBind(t)) return taken(t, config);
        if (cause instanceof FailureException f) return f.failure().message();
        return cause instanceof IOException ? cause.getMessage() : null;
    }

    /** The native transport has no class of its own for this: its failures of bind(2) tell by their text. */
    private static boolean isBind(Throwable t) {
        String message = String.valueOf(t.getMessage());
        return t instanceof BindException || t instanceof IOException && message.startsWith("bind(");
    }

    /** The failure does not say which address it was; trying each does. */
    private static String taken(Throwable bind, Config config) {
        String main = free(config.listen().host(), config.listen().port());
        if (main != null) return main + "; set listen.port (SLUICE_PORT) to another, or to 0 for any free one";
        String management = free(config.management().host(), config.management().port());
        if (management != null) return management + "; set management.port (SLUICE_MANAGEMENT_PORT) to another";
        return "cannot listen: " + bind.getMessage();
    }

    /** @return null where the address can be had */
    private static String free(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return null;
        } catch (IOException e) {
            String where = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
            boolean taken =
                    e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
            return taken ? "port in use: " + where : "cannot listen on " + where + ": " + e.getMessage();
        }
    }
}
