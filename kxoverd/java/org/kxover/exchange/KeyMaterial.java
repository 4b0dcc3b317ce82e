package org.kxover.exchange;

/** What both realms put into their databases. {@link #close} wipes it. */
public sealed interface KeyMaterial extends AutoCloseable permits CrossoverPassword, DerivedKeys {

  /** True if both have one form and are equal. Compares in constant time. */
  boolean matches(KeyMaterial other);

  @Override
  void close();
}
