package dev.sluice.upstream;

import dev.sluice.model.FailureException;

/** One stream that was asked for, over as many attempts as it takes. Belongs to the loop that began it. */
final class SseCall implements StreamCall, Attempts.Call {
    private final Upstream upstream;
    private final StreamHandler handler;
    private final Attempts attempts;
    private boolean paused;

    SseCall(Upstream upstream, UpstreamRequest request, StreamHandler handler) {
        this.upstream = upstream;
        this.handler = handler;
        this.attempts = new Attempts(upstream, request, this);
    }

    void begin() {
        attempts.begin();
    }

    @Override
    public Attempt attempt() {
        SseAttempt attempt = new SseAttempt(attempts, handler);
        if (paused) attempt.pause();
        return attempt;
    }

    @Override
    public void failed(FailureException cause) {
        handler.failed(cause);
    }

    @Override
    public CallTrail trail() {
        return attempts.record().trail();
    }

    @Override
    public void cancel() {
        upstream.assertLoop();
        attempts.cancel();
    }

    @Override
    public void pause() {
        upstream.assertLoop();
        paused = true;
        if (attempts.current() != null) attempts.current().pause();
    }

    @Override
    public void resume() {
        upstream.assertLoop();
        paused = false;
        if (attempts.current() != null) attempts.current().resume();
    }
}
