package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.upstream.StreamCall;
import dev.sluice.upstream.StreamHandler;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/**
 * An answer that a provider is asked for: waits for a permit, then opens the upstream stream. Belongs to its lane's loop.
 */
final class UpstreamSupply implements Supply, StreamHandler {
    private static final Set<String> OURS = Set.of("tab");
    private static final Set<String> OURS_AND_OPTIONS = Set.of("tab", StreamOptions.MEMBER);

    private final Hub hub;
    private final Lane lane;
    private final Order order;
    private final Seat seat;
    private final long beganNanos;
    private StreamHandler handler;
    private StreamCall call;
    private Set<String> without = OURS;
    private boolean opened;
    private boolean closed;

    UpstreamSupply(Hub hub, Lane lane, Order order) {
        this.hub = hub;
        this.lane = lane;
        this.order = order;
        this.seat = new Seat(lane, this::admitted, refusal -> handler.failed(refusal.exception()));
        this.beganNanos = hub.nanos();
    }

    @Override
    public Kind kind() {
        return Kind.OWN;
    }

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        seat.take(hub.queue(order.route()), order.who());
    }

    @Override
    public int position() {
        return seat.position();
    }

    @Override
    public long etaMillis() {
        return seat.etaMillis();
    }

    private void admitted() {
        hub.observer().admitted(order.route().model(), hub.nanos() - beganNanos);
        send();
    }

    private void send() {
        String model = hub.modelAt(order.route(), order.request().model());
        Buffer body = order.request().forUpstream(model, true, without);
        call = lane.upstream(order.route().upstream()).stream(
                new UpstreamRequest("/chat/completions", null, body), this);
    }

    @Override
    public void opened(MultiMap headers) {
        opened = true;
        if (!closed) handler.opened(headers);
    }

    @Override
    public void chunk(ScannedChunk chunk) {
        if (!closed) handler.chunk(chunk);
    }

    @Override
    public void ended() {
        if (!closed) handler.ended();
    }

    @Override
    public void failed(FailureException cause) {
        if (closed) return;
        if (!opened && without == OURS && StreamOptions.refused(cause)) {
            without = OURS_AND_OPTIONS;
            send();
        } else handler.failed(cause);
    }

    @Override
    public void pause() {
        if (call != null && !closed) call.pause();
    }

    @Override
    public void resume() {
        if (call != null && !closed) call.resume();
    }

    @Override
    public void close(Outcome outcome) {
        if (closed) return;
        closed = true;
        if (call != null) call.cancel();
        seat.close(outcome);
    }
}
