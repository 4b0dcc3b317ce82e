package org.kxover.simulation;

import java.util.Arrays;

/** Counts by the hour. */
final class Series {
  private static final int HOURS_OF_DAY = 24;

  private final long[] hours;

  Series(int days) {
    hours = new long[days * HOURS_OF_DAY];
  }

  /** Counts one at that time. Times after the end count in the last hour. */
  void count(long nanos) {
    hours[hour(nanos)]++;
  }

  /** Sets the level of that hour, for what is not a count of events. */
  void level(long nanos, long value) {
    hours[hour(nanos)] = value;
  }

  private int hour(long nanos) {
    return (int) Math.min(hours.length - 1L, nanos / VirtualClock.HOUR);
  }

  int days() {
    return hours.length / HOURS_OF_DAY;
  }

  /** By hour. */
  double[] hourly() {
    return Arrays.stream(hours).asDoubleStream().toArray();
  }

  /** The sums of each day. */
  double[] daily() {
    double[] days = new double[days()];
    for (int hour = 0; hour < hours.length; hour++) {
      days[hour / HOURS_OF_DAY] += hours[hour];
    }
    return days;
  }

  /** The last value of each day. */
  double[] lastOfDays() {
    double[] days = new double[days()];
    for (int day = 0; day < days.length; day++) {
      days[day] = hours[(day + 1) * HOURS_OF_DAY - 1];
    }
    return days;
  }

  /** Both together. */
  static Series sum(Series one, Series other) {
    Series sum = new Series(one.days());
    for (int hour = 0; hour < sum.hours.length; hour++) {
      sum.hours[hour] = one.hours[hour] + other.hours[hour];
    }
    return sum;
  }

  long sumOfDays(int from, int to) {
    return Math.round(Arrays.stream(daily(), from, to).sum());
  }

  long total() {
    return Arrays.stream(hours).sum();
  }

  /** The mean of the days from {@code from} to before {@code to}. */
  double meanOfDays(int from, int to) {
    return Arrays.stream(daily(), from, to).average().orElse(0);
  }

  /** The most in a day from {@code from} to before {@code to}. */
  long mostInADay(int from, int to) {
    return Math.round(Arrays.stream(daily(), from, to).max().orElse(0));
  }

  /** The most in an hour of the days from {@code from} to before {@code to}. */
  long mostInAnHour(int from, int to) {
    return Arrays.stream(hours, from * HOURS_OF_DAY, to * HOURS_OF_DAY).max().orElse(0);
  }
}
