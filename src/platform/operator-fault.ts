/** What whoever runs the service can mend: the message is written for the person at the terminal, who needs no stack. */
export class OperatorFault extends Error {}
