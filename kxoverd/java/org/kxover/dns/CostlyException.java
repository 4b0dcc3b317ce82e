package org.kxover.dns;

/** A look-up would cost more than {@link LookupWork} or {@link AnswerBounds} allow. */
final class CostlyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CostlyException(String message) {
    super(message);
  }
}
