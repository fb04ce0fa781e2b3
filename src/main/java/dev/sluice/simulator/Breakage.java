package dev.sluice.simulator;

import io.vertx.core.Future;

/** How an answer breaks off, whether it is streamed or sent whole. */
final class Breakage {
    private Breakage() {}

    /** @return whether the request gets no head at all, as {@code at=-1} asks; then this has seen to it */
    static boolean beforeHead(Exchange exchange, Script script) {
        if (script.at() >= 0) return false;
        Fault fault = script.breaking().orElse(null);
        if (fault == null || fault == Fault.ERROR_IN_200) return false;
        afterWrite(exchange, fault, Future.succeededFuture());
        return true;
    }

    /**
     * Breaks the connection once what was written before has left.
     *
     * @param fault {@code STALL}: nothing happens any more until the client goes; {@code RST}; {@code CUT}: FIN
     */
    static void afterWrite(Exchange exchange, Fault fault, Future<Void> written) {
        if (fault == Fault.STALL) return;
        written.onComplete(sent -> {
            if (exchange.over()) return;
            exchange.finish(Ending.BROKEN);
            if (fault == Fault.RST) TcpReset.reset(exchange.request());
            else TcpReset.close(exchange.request());
        });
    }
}
