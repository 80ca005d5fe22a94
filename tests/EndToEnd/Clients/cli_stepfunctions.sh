#!/bin/bash
# Drives the Step Functions emulator with the AWS command line. Argument: its address.
set -eu
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
sfn() { aws --endpoint-url "$address" stepfunctions "$@"; }
address=$1

definition='{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:echo","End":true}}}'
machine=$(sfn create-state-machine --name m --role-arn arn:aws:iam::000000000000:role/r --definition "$definition" --query stateMachineArn --output text)
echo "$machine"
execution=$(sfn start-execution --state-machine-arn "$machine" --name one --input '{"a":1}' --query executionArn --output text)
until [ "$(sfn describe-execution --execution-arn "$execution" --query status --output text)" != RUNNING ]; do :; done
sfn describe-execution --execution-arn "$execution" --query '[status,output]' --output text
sfn get-execution-history --execution-arn "$execution" --query 'events[*].type' --output text
sfn start-execution --state-machine-arn "$machine" --name one 2>&1 | grep -o 'ExecutionAlreadyExists' | head -n 1
sfn delete-state-machine --state-machine-arn "$machine"
