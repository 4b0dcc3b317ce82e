package org.kxover.tls;

/**
 * Our own certificate or private key cannot be used. The message names the file, and never contains
 * key material.
 */
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  CredentialException(String message) {
    super(message);
  }

  CredentialException(String message, Throwable cause) {
    super(message, cause);
  }
}
