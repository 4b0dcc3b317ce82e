/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/nfs_client.c - a client of NFSv4 without the kernel */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * nfs_client HOST PORT FOLDER [unknown]
 *
 * Looks for a folder of an NFSv4 server, encrypted, with the tickets of the
 * user who runs it, and prints the status that the server answers.  With a
 * fourth word it says no more than its uid (AUTH_SYS).
 *
 * It makes its context by libtirpc, as rpc.gssd does before it hands the
 * context to the kernel.
 */

#include <netdb.h>
#include <netinet/in.h>
#include <rpc/rpc.h>
#include <rpc/auth_gss.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NFS 100003
#define NFS_V4 4
#define COMPOUND 1
#define OP_LOOKUP 15
#define OP_PUTROOTFH 24

static const gss_OID_desc krb5 = { 9, "\052\206\110\206\367\022\001\002\002" };

/* RFC 7530 section 16.2: a tag, the minor version, and the operations. */
static bool_t
put_request(XDR *xdr, char **folder)
{
    u_int none = 0, two = 2, root = OP_PUTROOTFH, lookup = OP_LOOKUP;

    return xdr_u_int(xdr, &none) && xdr_u_int(xdr, &none) &&
        xdr_u_int(xdr, &two) && xdr_u_int(xdr, &root) &&
        xdr_u_int(xdr, &lookup) && xdr_string(xdr, folder, 255);
}

static bool_t
get_status(XDR *xdr, u_int *status)
{
    return xdr_u_int(xdr, status);
}

int
main(int argc, char **argv)
{
    struct timeval limit = { 60, 0 };
    struct addrinfo hints = { 0 }, *found = NULL;
    struct rpc_gss_sec sec = { 0 };
    struct sockaddr_in address;
    char service[512];
    int fd = RPC_ANYSOCK;
    CLIENT *client;
    enum clnt_stat answer;
    u_int status = 0;

    if (argc < 4)
        return 2;
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(argv[1], argv[2], &hints, &found) != 0) {
        printf("no address\n");
        return 1;
    }
    memcpy(&address, found->ai_addr, sizeof(address));
    freeaddrinfo(found);
    client = clnttcp_create(&address, NFS, NFS_V4, &fd, 0, 0);
    if (client == NULL) {
        printf("%s\n", clnt_spcreateerror("no connection"));
        return 1;
    }
    if (argc == 4) {
        snprintf(service, sizeof(service), "nfs@%s", argv[1]);
        sec.mech = (gss_OID)&krb5;
        sec.svc = RPCSEC_GSS_SVC_PRIVACY;
        client->cl_auth = authgss_create_default(client, service, &sec);
        if (client->cl_auth == NULL) {
            printf("no context\n");
            return 1;
        }
    } else {
        client->cl_auth = authunix_create_default();
    }
    answer = clnt_call(client, COMPOUND, (xdrproc_t)put_request,
                       (caddr_t)&argv[3], (xdrproc_t)get_status,
                       (caddr_t)&status, limit);
    if (answer != RPC_SUCCESS) {
        printf("%s\n", clnt_sperror(client, "no answer"));
        return 1;
    }
    printf("status %u\n", status);
    return status != 0;
}
