package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/** Makes the principal with which kxoverd logs in to kadmind. */
public final class AdministratorStep implements ReversibleStep {
  /** The principal without its realm. */
  static final String NAME = "kxover/admin";

  private static final String ATTRIBUTES = "-randkey -clearpolicy +requires_preauth -allow_svr";

  private final String principal;
  private final LocalKadmin kadmin;

  public AdministratorStep(Realm realm, LocalKadmin kadmin) {
    this.principal = NAME + "@" + realm;
    this.kadmin = kadmin;
  }

  @Override
  public Optional<String> plan() throws IOException {
    return kadmin.exists(principal)
        ? Optional.empty()
        : Optional.of("add the principal " + principal + " with a random key");
  }

  @Override
  public void carryOut() throws IOException {
    if (!kadmin.exists(principal)) {
      kadmin.add(principal, ATTRIBUTES);
    }
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    return kadmin.exists(principal)
        ? Optional.of("delete the principal " + principal)
        : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    kadmin.delete(principal);
  }
}
