package dev.sluice.simulator;

/**
 * One chat completion, as far as it got.
 *
 * @param id         1, 2, 3 … in order of arrival; the response header {@code x-request-id} is {@code req_} and this
 * @param model      as asked for, or null where the body had none that could be read
 * @param tokens     content tokens handed to the socket so far
 * @param ending     null while it runs
 * @param beganNanos {@link System#nanoTime} when its head had come in
 * @param endedNanos {@link System#nanoTime} at its end, 0 while it runs
 */
public record ServedRequest(long id, String model, int tokens, Ending ending, long beganNanos, long endedNanos) {
    /** Whether it has not ended yet. */
    public boolean running() {
        return ending == null;
    }
}
