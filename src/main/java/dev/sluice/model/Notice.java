package dev.sluice.model;

/**
 * What readers may want to know of a stream that is not in its log: its place in the queue. Only the newest matters.
 *
 * @param version   rises with each notice of the stream
 * @param position  1 is next
 * @param etaMillis when it is likely to start, or -1
 */
public record Notice(int version, int position, long etaMillis) {}
